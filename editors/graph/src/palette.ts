// Colours and shapes of tags: those of src/drawing/palette.rs. A colour is never alone, each has its own shape.

export const COLOURS = 8;

type Corners = readonly (readonly [number, number])[];

/** Corners on a circle of 1; none for a circle. The last is that of papers without one of the tags. */
export const SHAPES: readonly Corners[] = [
  [],
  corners('-.82 -.82 .82 -.82 .82 .82 -.82 .82'),
  corners('0 -1.2 1.1 .8 -1.1 .8'),
  corners('0 -1.2 1.2 0 0 1.2 -1.2 0'),
  corners('0 1.2 -1.1 -.8 1.1 -.8'),
  corners('-1.1 0 -.55 -.95 .55 -.95 1.1 0 .55 .95 -.55 .95'),
  corners(
    '-.4 -1.05 .4 -1.05 .4 -.4 1.05 -.4 1.05 .4 .4 .4 .4 1.05 -.4 1.05 -.4 .4 -1.05 .4 -1.05 -.4 -.4 -.4',
  ),
  corners('0 -1.25 .34 -.47 1.19 -.39 .55 .18 .73 1.01 0 .58 -.73 1.01 -.55 .18 -1.19 -.39 -.34 -.47'),
  [],
];

function corners(text: string): Corners {
  const values = text.split(' ').map(Number);
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < values.length; at += 2) points.push([values[at] ?? 0, values[at + 1] ?? 0]);
  return points;
}

export interface Colours {
  ground: string;
  text: string;
  faint: string;
  edge: string;
  focus: string;
  tags: string[];
}

/** The colours that hold now: the style sheet has them, for each theme. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(`--graph-${name}`).trim() || '#808080';
  const tags = Array.from({ length: COLOURS }, (_, at) => value(`tag-${at}`));
  return {
    ground: value('ground'),
    text: value('text'),
    faint: value('faint'),
    edge: value('edge'),
    focus: value('focus'),
    tags: [...tags, value('tag-other')],
  };
}

/** Adds the outline of a shape to a path. */
export function trace(
  context: CanvasRenderingContext2D,
  shape: number,
  x: number,
  y: number,
  size: number,
): void {
  const points = SHAPES[shape] ?? [];
  if (points.length === 0) {
    context.moveTo(x + size, y);
    context.arc(x, y, size, 0, 2 * Math.PI);
    return;
  }
  points.forEach(([dx, dy], at) => {
    if (at === 0) context.moveTo(x + dx * size, y + dy * size);
    else context.lineTo(x + dx * size, y + dy * size);
  });
  context.closePath();
}

// Draws the graph on a canvas: references with arrows, papers in the colours and shapes of their tags, labels where there is
// room. What is off the screen costs next to nothing.

import { short } from './label';
import type { Edge, Model, Node } from './model';
import { type Colours, readColours, SHAPES, trace } from './palette';

export interface View {
  x: number;
  y: number;
  k: number;
}

/** More arrowheads than this are a grey mass. */
const ARROWS = 2500;
const LABELS = 250;
const CROWD = 1500;
/** Lines in one path: long ones are slow to draw. */
const BATCH = 400;

export class Picture {
  view: View = { x: 0, y: 0, k: 1 };
  hovered: Node | undefined;
  /** What stands for a title that is missing. */
  untitled = '';
  private readonly context: CanvasRenderingContext2D;
  private model: Model | undefined;
  private byWeight: Node[] = [];
  private colours: Colours;
  private labels = new Map<Node, { text: string; width: number }>();
  private frame: number | undefined;
  width = 0;
  height = 0;
  /** How long the last drawing took, in milliseconds. */
  cost = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    this.context = context;
    this.colours = readColours(document.body);
  }

  show(model: Model): void {
    this.model = model;
    this.hovered = undefined;
    this.labels = new Map();
    const weight = (node: Node): number => node.to.length + node.from.length;
    this.byWeight = [...model.nodes].sort((a, b) => weight(b) - weight(a) || a.at - b.at);
    this.redraw();
  }

  /** Another theme. */
  recolour(): void {
    this.colours = readColours(document.body);
    this.redraw();
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    this.width = clientWidth;
    this.height = clientHeight;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    // A canvas of another size is empty: it would flicker until the next frame.
    this.draw();
  }

  redraw(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  /** How large a paper is on the screen. */
  radius(node: Node): number {
    const { k } = this.view;
    return Math.max(1.8, node.size * Math.min(1.5, Math.max(k, 0.1) ** 0.6));
  }

  private x(node: Node): number {
    return node.x * this.view.k + this.view.x;
  }

  private y(node: Node): number {
    return node.y * this.view.k + this.view.y;
  }

  private draw(): void {
    const { context, model, width, height } = this;
    const began = performance.now();
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.colours.ground;
    context.fillRect(0, 0, width, height);
    if (model === undefined) return;
    const seen = (node: Node): boolean => {
      const [x, y] = [this.x(node), this.y(node)];
      return x > -30 && y > -30 && x < width + 30 && y < height + 30;
    };
    this.drawEdges(model);
    const visible = this.byWeight.filter(seen);
    this.drawNodes(visible);
    const center = this.hovered ?? model.chosen;
    if (center !== undefined) this.drawAround(center);
    this.drawRings(model);
    this.drawLabels(model, visible);
    context.globalAlpha = 1;
    this.cost = performance.now() - began;
  }

  private drawEdges(model: Model): void {
    const { width, height, context } = this;
    const crosses = ({ source, target }: Edge): boolean => {
      const [ax, ay, bx, by] = [this.x(source), this.y(source), this.x(target), this.y(target)];
      if ((ax < 0 && bx < 0) || (ay < 0 && by < 0)) return false;
      return (ax < width || bx < width) && (ay < height || by < height);
    };
    const filtered = model.filtered;
    const edges = model.edges.filter(
      (edge) => crosses(edge) && (!filtered || (edge.source.passes && edge.target.passes)),
    );
    context.lineWidth = 1;
    context.strokeStyle = this.colours.edge;
    context.fillStyle = this.colours.edge;
    context.globalAlpha = edges.length > ARROWS ? 0.3 : 0.6;
    for (let start = 0; start < edges.length; start += BATCH) {
      context.beginPath();
      for (const { source, target } of edges.slice(start, start + BATCH)) {
        context.moveTo(this.x(source), this.y(source));
        context.lineTo(this.x(target), this.y(target));
      }
      context.stroke();
    }
    if (edges.length > ARROWS || this.view.k < 0.2) return;
    context.globalAlpha = 0.8;
    context.beginPath();
    for (const edge of edges) this.head(edge.source, edge.target, 7);
    context.fill();
  }

  /**
   * Adds an arrowhead to a path. It stands a bit behind the middle: at the end a label would hide it, and in the middle those
   * of two papers that refer to each other would be one.
   */
  private head(source: Node, target: Node, size: number): void {
    const [sx, sy] = [this.x(source), this.y(source)];
    const [dx, dy] = [this.x(target) - sx, this.y(target) - sy];
    const length = Math.hypot(dx, dy);
    if (length < 3 * size) return;
    const [ux, uy] = [dx / length, dy / length];
    const along = length * 0.56 + size / 2;
    const [x, y] = [sx + ux * along, sy + uy * along];
    const [bx, by] = [x - ux * size, y - uy * size];
    this.context.moveTo(x, y);
    this.context.lineTo(bx - uy * size * 0.5, by + ux * size * 0.5);
    this.context.lineTo(bx + uy * size * 0.5, by - ux * size * 0.5);
    this.context.closePath();
  }

  private drawNodes(visible: Node[]): void {
    const { context } = this;
    for (const passes of [false, true]) {
      context.globalAlpha = passes ? 1 : 0.15;
      for (let colour = 0; colour < SHAPES.length; colour += 1) {
        context.fillStyle = this.colours.tags[colour] ?? this.colours.text;
        context.beginPath();
        for (const node of visible) {
          if (node.passes === passes && node.colour === colour) {
            trace(context, colour, this.x(node), this.y(node), this.radius(node));
          }
        }
        context.fill();
      }
    }
    context.globalAlpha = 1;
  }

  /** The references of one paper: those to others drawn through, those from others dashed. */
  private drawAround(node: Node): void {
    const { context } = this;
    context.strokeStyle = this.colours.focus;
    context.fillStyle = this.colours.focus;
    context.lineWidth = 1.5;
    for (const [others, dashes, out] of [
      [node.to, [], true],
      [node.from, [5, 4], false],
    ] as const) {
      context.setLineDash([...dashes]);
      context.beginPath();
      for (const other of others) {
        context.moveTo(this.x(node), this.y(node));
        context.lineTo(this.x(other), this.y(other));
      }
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      for (const other of others) this.head(out ? node : other, out ? other : node, 10);
      context.fill();
    }
    for (const other of [node, ...node.to, ...node.from]) {
      context.fillStyle = this.colours.tags[other.colour] ?? this.colours.text;
      context.beginPath();
      trace(context, other.colour, this.x(other), this.y(other), this.radius(other));
      context.fill();
    }
  }

  private drawRings(model: Model): void {
    const { context } = this;
    const ring = (node: Node | undefined, gap: number, colour: string, width: number): void => {
      if (node === undefined) return;
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(this.x(node), this.y(node), this.radius(node) + gap, 0, 2 * Math.PI);
      context.stroke();
    };
    ring(model.center, 4, this.colours.text, 2);
    ring(model.chosen, 8, this.colours.focus, 2.5);
    if (this.hovered !== model.chosen) ring(this.hovered, 8, this.colours.focus, 1);
  }

  private drawLabels(model: Model, visible: Node[]): void {
    const { context } = this;
    const about = this.hovered ?? model.chosen;
    const first = new Set([this.hovered, model.chosen, model.center].filter((node) => node !== undefined));
    const next = new Set(about === undefined ? [] : [...about.to, ...about.from]);
    const order = [...first, ...next, ...visible];
    const taken = new Map<string, Box[]>();
    context.font = this.font;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.strokeStyle = this.colours.ground;
    const done = new Set<Node>();
    // A label does not lie on another paper; where there are too many to look at, it may.
    for (const node of visible.length > CROWD ? [] : visible) {
      const [x, y, r] = [this.x(node), this.y(node), this.radius(node)];
      place(taken, [x - r, y - r, x + r, y + r], true);
    }
    let [drawn, tried] = [0, 0];
    for (const node of order) {
      if (drawn >= LABELS || tried > 3 * LABELS) break;
      if (done.has(node) || (!node.passes && !first.has(node))) continue;
      done.add(node);
      tried += 1;
      const [x, y, r] = [this.x(node), this.y(node), this.radius(node)];
      if (x < 0 || y < 0 || x > this.width || y > this.height) continue;
      const { text, width } = this.label(node);
      // Beside the edge it is pushed inwards, so that none is cut.
      const half = width / 2 + 2;
      const middle = Math.max(half, Math.min(x, this.width - half));
      // Below, else above.
      const tops = [y + r + 2, y - r - 16].filter((top) => top >= 0 && top + 14 <= this.height);
      const box = (top: number): Box => [middle - half, top, middle + half, top + 14];
      const top = tops.find((top) => place(taken, box(top))) ?? (first.has(node) ? tops[0] : undefined);
      if (top === undefined) continue;
      drawn += 1;
      context.globalAlpha = node.passes ? 1 : 0.6;
      context.fillStyle = this.colours.text;
      context.strokeText(text, middle, top);
      context.fillText(text, middle, top);
    }
  }

  private get font(): string {
    return `12px ${getComputedStyle(document.body).fontFamily || 'sans-serif'}`;
  }

  private label(node: Node): { text: string; width: number } {
    let label = this.labels.get(node);
    if (label === undefined) {
      const text = short(node.paper, 24, this.untitled);
      label = { text, width: this.context.measureText(text).width };
      this.labels.set(node, label);
    }
    return label;
  }
}

type Box = [number, number, number, number];

/** Takes room for a label, if there is, or in any case. Boxes are kept by the squares that they touch. */
function place(taken: Map<string, Box[]>, box: Box, always = false): boolean {
  const [left, top, right, bottom] = box;
  const squares: Box[][] = [];
  for (let x = Math.floor(left / 128); x <= Math.floor(right / 128); x += 1) {
    for (let y = Math.floor(top / 32); y <= Math.floor(bottom / 32); y += 1) {
      const key = `${x} ${y}`;
      const square = taken.get(key) ?? [];
      if (!always && square.some(([l, t, r, b]) => left < r && right > l && top < b && bottom > t))
        return false;
      taken.set(key, square);
      squares.push(square);
    }
  }
  for (const square of squares) square.push(box);
  return true;
}

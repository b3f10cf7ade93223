// Making elements. Text is only ever text: titles come from anywhere.

type Attributes = Record<string, string | number | boolean>;

/** An element with attributes, and what is in it; `true` sets an attribute, `false` leaves it out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

export function button(
  attributes: Attributes,
  click: () => void,
  ...children: (Node | string)[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...children);
  made.addEventListener('click', click);
  return made;
}

/** The sign of a tag: its shape in its colour. Only beside words that say the same. */
export function sign(colour: number, corners: readonly (readonly [number, number])[]): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '-1.4 -1.4 2.8 2.8');
  svg.setAttribute('class', `sign tag-${colour}`);
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(space, corners.length === 0 ? 'circle' : 'polygon');
  if (corners.length === 0) shape.setAttribute('r', '1');
  else shape.setAttribute('points', corners.map((corner) => corner.join(',')).join(' '));
  svg.append(shape);
  return svg;
}

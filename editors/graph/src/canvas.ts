// The picture under the hand: wheel, drag and pinch move it, pointing says what a paper is, a click opens it.

import { quadtree, type Quadtree } from 'd3-quadtree';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomBehavior } from 'd3-zoom';

import { about } from './details';
import { element } from './dom';
import { bounds } from './layout';
import type { Model, Node } from './model';
import { Picture } from './picture';
import type { Words } from './words';

/** How near a pointer has to be, in pixels. */
const REACH = 12;
const FARTHEST = 0.01;
const NEAREST = 4;

export class Canvas {
  readonly element: HTMLElement;
  readonly picture: Picture;
  /** Whether a hand has moved the picture: then it no longer moves by itself. */
  private held = false;
  private model: Model | undefined;
  private words: Words | undefined;
  private tree: Quadtree<Node> | undefined;
  private readonly canvas = element('canvas', { 'aria-hidden': 'true' });
  private readonly tip = element('div', { class: 'tip', role: 'presentation', hidden: true });
  private readonly zoom: ZoomBehavior<HTMLCanvasElement, unknown>;

  constructor(open: (node: Node) => void) {
    this.element = element(
      'div',
      { class: 'canvas', role: 'application', tabindex: 0 },
      this.canvas,
      this.tip,
    );
    this.picture = new Picture(this.canvas);
    this.zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([FARTHEST, NEAREST])
      .clickDistance(4)
      .on('zoom', (event: { transform: { x: number; y: number; k: number }; sourceEvent: unknown }) => {
        const { x, y, k } = event.transform;
        this.held ||= event.sourceEvent !== null;
        this.picture.view = { x, y, k };
        this.hover(undefined);
        this.picture.redraw();
      });
    select(this.canvas).call(this.zoom).on('dblclick.zoom', null);
    this.canvas.addEventListener('pointermove', (event) => {
      if (event.buttons === 0) this.hover(this.at(event), event);
    });
    this.canvas.addEventListener('pointerleave', () => {
      this.hover(undefined);
    });
    this.canvas.addEventListener('click', (event) => {
      const node = this.at(event);
      if (node !== undefined) open(node);
    });
    new ResizeObserver(() => {
      this.picture.resize();
      if (!this.held) this.fit();
    }).observe(this.element);
  }

  show(model: Model, words: Words): void {
    this.model = model;
    this.words = words;
    this.held = false;
    this.element.setAttribute('aria-label', words.canvas(model.nodes.length, model.edges.length));
    this.hover(undefined);
    this.picture.untitled = words.untitled;
    this.picture.show(model);
  }

  /** Papers are at other places. */
  moved(): void {
    this.tree = undefined;
    if (!this.held) this.fit();
    this.picture.redraw();
  }

  fit(): void {
    const { width, height } = this.picture;
    if (this.model === undefined || width === 0) return;
    const { left, right, top, bottom } = bounds(this.model.nodes);
    // Labels need room at the sides and below.
    const [wide, high] = [
      Math.max(width - 180, 60) / (right - left),
      Math.max(height - 90, 60) / (bottom - top),
    ];
    const k = Math.max(FARTHEST, Math.min(1.3, wide, high));
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    this.move(width / 2 - x * k, height / 2 - 8 - y * k, k);
  }

  scale(factor: number): void {
    this.held = true;
    this.zoom.scaleBy(select(this.canvas), factor);
  }

  /** Shows all, and lets the picture move by itself again. */
  release(): void {
    this.held = false;
    this.fit();
  }

  /** Moves the picture so that a paper is in it. */
  reveal(node: Node): void {
    const { view, width, height } = this.picture;
    const k = Math.max(view.k, 0.5);
    const [x, y] = [node.x * view.k + view.x, node.y * view.k + view.y];
    const inside = x > 40 && y > 40 && x < width - 40 && y < height - 40;
    if (inside && k === view.k) return;
    this.held = true;
    this.move(width / 2 - node.x * k, height / 2 - node.y * k, k);
  }

  private move(x: number, y: number, k: number): void {
    this.zoom.transform(select(this.canvas), zoomIdentity.translate(x, y).scale(k));
  }

  /** The paper under the pointer. */
  private at(event: MouseEvent): Node | undefined {
    if (this.model === undefined) return undefined;
    this.tree ??= quadtree(
      this.model.nodes,
      (node) => node.x,
      (node) => node.y,
    );
    const { left, top } = this.canvas.getBoundingClientRect();
    const { x, y, k } = this.picture.view;
    const found = this.tree.find((event.clientX - left - x) / k, (event.clientY - top - y) / k, REACH / k);
    return found?.passes === true ? found : undefined;
  }

  private hover(node: Node | undefined, event?: MouseEvent): void {
    this.tip.hidden = node === undefined || event === undefined;
    if (node !== undefined && event !== undefined && this.words !== undefined) {
      if (this.picture.hovered !== node) this.tip.replaceChildren(...about(node, this.words));
      const box = this.element.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const { offsetWidth, offsetHeight } = this.tip;
      const left = Math.max(4, Math.min(x + 14, box.width - offsetWidth - 4));
      const top = y + 18 + offsetHeight > box.height ? Math.max(4, y - offsetHeight - 14) : y + 18;
      this.tip.style.transform = `translate(${left}px, ${top}px)`;
    }
    this.canvas.classList.toggle('pointing', node !== undefined);
    if (this.picture.hovered !== node) {
      this.picture.hovered = node;
      this.picture.redraw();
    }
  }
}

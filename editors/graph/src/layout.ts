// Where papers are drawn: d3-force, a little at a time, so that the page answers while it works. Papers without a reference
// are no part of that: they stand in rows below, by their tags.

import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
} from 'd3-force';

import type { Edge, Model, Node } from './model';

/** How long one slice may take, in milliseconds: less than a frame. */
const SLICE = 10;
const CELL = { width: 160, height: 46 };

export class Layout {
  private readonly joined: Node[];
  private readonly simulation: Simulation<Node, Edge>;
  private readonly steps: number;
  private done = 0;
  private timer: number | undefined;

  constructor(
    private readonly model: Model,
    private readonly moved: (share: number) => void,
  ) {
    this.joined = model.nodes.filter((node) => node.to.length + node.from.length > 0);
    const known = this.joined.filter((node) => !Number.isNaN(node.x)).length;
    // d3 places what has no place; what has one keeps about where it is.
    for (const node of this.joined) if (Number.isNaN(node.x)) this.placeNear(node);
    const many = this.joined.length > 1500;
    this.steps = known > this.joined.length / 2 ? 60 : many ? 120 : 300;
    this.simulation = forceSimulation<Node, Edge>(this.joined)
      .stop()
      .alpha(known > this.joined.length / 2 ? 0.3 : 1)
      .alphaDecay(1 - Math.pow(0.001, 1 / this.steps))
      .force(
        'charge',
        forceManyBody<Node>()
          .strength(-350)
          .theta(many ? 1.1 : 0.9),
      )
      .force('collide', forceCollide<Node>(30))
      .force('link', forceLink<Node, Edge>(model.edges.map((edge) => ({ ...edge }))).distance(90))
      .force('x', forceX<Node>(0).strength(many ? 0.02 : 0.045))
      .force('y', forceY<Node>(0).strength(many ? 0.03 : 0.06));
    this.placeAlone();
  }

  start(): void {
    this.timer = window.setTimeout(() => {
      this.slice();
    });
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }

  private slice(): void {
    const start = performance.now();
    while (this.done < this.steps && performance.now() - start < SLICE) {
      this.simulation.tick();
      this.done += 1;
    }
    const end = this.joined.length === 0 || this.done >= this.steps;
    this.placeAlone();
    this.moved(end ? 1 : this.done / this.steps);
    if (!end) this.start();
  }

  /** A new paper starts beside one that it has to do with. */
  private placeNear(node: Node): void {
    const near = [...node.to, ...node.from].find((other) => !Number.isNaN(other.x));
    if (near === undefined) return;
    node.x = near.x + Math.cos(node.at) * 40;
    node.y = near.y + Math.sin(node.at) * 40;
  }

  private placeAlone(): void {
    const alone = this.model.nodes.filter((node) => node.to.length + node.from.length === 0);
    if (alone.length === 0) return;
    alone.sort((a, b) => a.colour - b.colour || a.at - b.at);
    const { left, right, bottom } = bounds(this.joined);
    const square = Math.ceil(Math.sqrt((alone.length * CELL.height) / CELL.width) * 1.5) * CELL.width;
    const columns = Math.max(1, Math.ceil(Math.max(right - left, square) / CELL.width));
    const used = Math.min(columns, alone.length);
    const start = (left + right) / 2 - ((used - 1) * CELL.width) / 2;
    const top = this.joined.length === 0 ? 0 : bottom + 2 * CELL.height;
    alone.forEach((node, nth) => {
      node.x = start + (nth % columns) * CELL.width;
      node.y = top + Math.floor(nth / columns) * CELL.height;
    });
  }
}

export interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function bounds(nodes: Iterable<Node>): Bounds {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of nodes) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left > right ? { left: 0, right: 0, top: 0, bottom: 0 } : { left, right, top, bottom };
}

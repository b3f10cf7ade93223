// The graph in memory: papers with their neighbours, which of them pass the filters, and which is chosen.

import type { GraphMessage, Paper } from './messages';
import { COLOURS } from './palette';

/** A paper and where it is drawn; d3-force writes its fields. */
export interface Node {
  paper: Paper;
  /** Its place in the list. */
  at: number;
  colour: number;
  size: number;
  x: number;
  y: number;
  vx?: number;
  vy?: number;
  index?: number;
  to: Node[];
  from: Node[];
  /** What searches look at, once there was one. */
  text: string | undefined;
  passes: boolean;
}

export interface Edge {
  source: Node;
  target: Node;
}

export interface Tag {
  /** Empty: all that have no colour. */
  name: string;
  colour: number;
  count: number;
}

export class Model {
  readonly nodes: Node[];
  readonly edges: Edge[];
  readonly legend: Tag[];
  readonly center: Node | undefined;
  chosen: Node | undefined;
  private query: string[] = [];
  private readonly tags = new Set<string>();
  private readonly ids: Map<string, Node>;

  constructor({ graph, center }: GraphMessage, before?: Model) {
    this.legend = legend(graph.nodes);
    const colours = new Map(this.legend.map((tag) => [tag.name, tag.colour]));
    this.nodes = graph.nodes.map((paper, at) => {
      const old = before?.ids.get(paper.id);
      const colour = colours.get(paper.tag ?? '') ?? COLOURS;
      const place = { x: old?.x ?? NaN, y: old?.y ?? NaN };
      return { paper, at, colour, size: 5, ...place, to: [], from: [], text: undefined, passes: true };
    });
    this.ids = new Map(this.nodes.map((node) => [node.paper.id, node]));
    this.edges = graph.edges.flatMap(({ from, to }) => {
      const [source, target] = [this.ids.get(from), this.ids.get(to)];
      if (source === undefined || target === undefined) return [];
      source.to.push(target);
      target.from.push(source);
      return [{ source, target }];
    });
    for (const node of this.nodes) {
      node.size = 5 + Math.min(8, Math.sqrt(node.to.length + node.from.length));
    }
    this.center = this.ids.get(center ?? graph.center ?? '');
    this.chosen = this.center ?? this.ids.get(before?.chosen?.paper.id ?? '');
  }

  get filtered(): boolean {
    return this.query.length > 0 || this.tags.size > 0;
  }

  get passing(): Node[] {
    return this.filtered ? this.nodes.filter((node) => node.passes) : this.nodes;
  }

  search(text: string): void {
    this.query = fold(text).split(/\s+/u).filter(Boolean);
    this.filter();
  }

  isWanted(tag: Tag): boolean {
    return this.tags.has(tag.name);
  }

  toggle(tag: Tag): void {
    if (!this.tags.delete(tag.name)) this.tags.add(tag.name);
    this.filter();
  }

  allTags(): void {
    this.tags.clear();
    this.filter();
  }

  private filter(): void {
    for (const node of this.nodes) {
      const { tags } = node.paper;
      const tagged =
        this.tags.size === 0 ||
        tags.some((tag) => this.tags.has(tag)) ||
        (this.tags.has('') && node.colour === COLOURS);
      node.passes = tagged && this.query.every((word) => searched(node).includes(word));
    }
  }
}

/** What has to be equal for two texts to read the same. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function searched(node: Node): string {
  const { number, title, authors, date, tags } = node.paper;
  const parts = [number === null ? '' : `#${number}`, title ?? '', authors ?? '', date ?? ''];
  node.text ??= fold([...parts, ...tags.map((name) => `#${name}`)].join('\n'));
  return node.text;
}

function legend(papers: Paper[]): Tag[] {
  const counts = new Map<string, number>();
  for (const { tag } of papers) if (tag) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, COLOURS);
  const tags = sorted.map(([name, count], colour) => ({ name, colour, count }));
  const others = papers.length - tags.reduce((sum, tag) => sum + tag.count, 0);
  return others > 0 ? [...tags, { name: '', colour: COLOURS, count: others }] : tags;
}

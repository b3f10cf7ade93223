// What page and host say to each other; README.md has it for people.

export interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** A paper, as `paperNotes.showGraph` gives it. */
export interface Paper {
  id: string;
  number: number | null;
  title: string | null;
  authors?: string | null;
  date: string | null;
  tags: string[];
  /** The tag that it is coloured by. */
  tag?: string | null;
  uri: string;
  range: Range;
  /** What opens it where there is no host. */
  url?: string;
}

export interface GraphMessage {
  type: 'graph';
  graph: { nodes: Paper[]; edges: { from: string; to: string }[]; center?: string };
  center?: string | null;
  depth?: number;
  language: Language;
}

export type Language = 'en' | 'ja';

export type Said =
  | { type: 'ready' }
  | { type: 'open'; id: string; uri: string; range: Range }
  | { type: 'around'; id: string; uri: string; range: Range; depth: number };

export interface Host {
  postMessage(message: Said): void;
}

/** Whether something is a graph. The host is trusted, but windows get messages of all kinds. */
export function isGraph(data: unknown): data is GraphMessage {
  if (typeof data !== 'object' || data === null) return false;
  const { type, graph } = data as Partial<GraphMessage>;
  return type === 'graph' && Array.isArray(graph?.nodes) && Array.isArray(graph.edges);
}

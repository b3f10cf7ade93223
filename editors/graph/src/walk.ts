// Arrow keys along references: right to what a paper refers to, left to what refers to it, up and down to the next of them.

import type { Model, Node } from './model';

export type Direction = 'right' | 'left' | 'up' | 'down';

export const DIRECTIONS: Partial<Record<string, Direction>> = {
  ArrowRight: 'right',
  ArrowLeft: 'left',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export class Walk {
  /** The papers that up and down go through, and where among them the chosen one is. */
  private row: Node[] = [];

  /** The paper in a direction; none where there is none. */
  step(model: Model, direction: Direction): Node | undefined {
    const { chosen, passing } = model;
    if (chosen === undefined) return model.center ?? passing[0];
    if (direction === 'right' || direction === 'left') {
      const others = (direction === 'right' ? chosen.to : chosen.from).filter((node) => node.passes);
      if (others.length > 0) this.row = others;
      return others[0];
    }
    const row = this.row.includes(chosen) ? this.row : passing;
    const by = direction === 'down' ? 1 : -1;
    return row[(row.indexOf(chosen) + by + row.length) % row.length];
  }

  /** The next papers are those of the list. */
  forget(): void {
    this.row = [];
  }
}

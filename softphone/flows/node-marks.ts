/** What a panel beside the editor has to say of nodes, drawn on the graph: a path gone, callers there, counts. */
export interface NodeMark {
  readonly state?: 'visited' | 'current' | 'fault';
  /** A few characters, as a count. */
  readonly badge?: string;
  /** What the badge means, in words. */
  readonly title?: string;
}

/** By the name of the node. */
export type NodeMarks = ReadonlyMap<string, NodeMark>;

export const noMarks: NodeMarks = new Map();

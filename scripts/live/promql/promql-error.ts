/** An expression that we cannot evaluate: not PromQL, or more of it than the lab's panels use. A mistake of who wrote the panel. */
export class PromqlError extends Error {
  override name = 'PromqlError';
  readonly expression: string;
  /** The piece of the expression that is in the way. */
  readonly part: string;

  constructor(expression: string, part: string, problem: string) {
    super(`${problem}: "${part}", in the expression ${expression}`);
    this.expression = expression;
    this.part = part;
  }
}

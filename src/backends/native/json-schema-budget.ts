// Bounds the work of one validation. Time cannot be bounded from outside (a validator is one synchronous call), so
// everything that a caller can make large is paid for in steps, and the validation ends when they are spent.

/** Thrown through a running validator when its steps are spent. */
export class StepsSpent extends Error {
  constructor() {
    super('the work does not end within its bounds');
  }
}

/** Steps to spend. A step stands for about 10 ns of work. */
export class StepBudget {
  /** Below zero: spent. A plain field, because generated code charges it once a subschema. */
  left: number;

  constructor(steps: number) {
    this.left = steps;
  }

  /** @throws StepsSpent */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new StepsSpent();
  }

  /**
   * Charges `steps` for each property of the value, for keywords that look at all of them.
   *
   * @throws StepsSpent
   */
  spendOnProperties(value: unknown, steps: number): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const count = Object.keys(value).length;
    // Objects with many properties are hash tables, several times slower to enumerate and to read.
    this.spend(count <= 64 ? count * steps : count * steps * 5);
  }
}

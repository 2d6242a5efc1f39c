// Bounds the work of one validation. Time cannot be bounded from outside (a validator is one synchronous call), so
// everything that a caller can make large is paid for in steps, and the validation ends when they are spent.

/** Thrown through a running validator when its steps are spent. */
export class StepsSpent extends Error {}

/** The steps of one validation. A step is the work of about 20 ns. */
export class StepBudget {
  /** Below zero: spent. A plain field, because generated code charges it once a subschema. */
  left = 0;

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
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      this.spend(Object.keys(value).length * steps);
    }
  }

  /**
   * Charges the length of a string: counting its code points costs that much.
   *
   * @throws StepsSpent
   */
  spendOnText(value: unknown): void {
    if (typeof value === 'string') this.spend(value.length >> 3);
  }
}

// An error that is told to the person at the terminal in one line, without a stack trace.

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  /**
   * @param options.exitCode 1: it did not work; 2: the command was used wrongly; 130: interrupted. @defaultValue 1
   */
  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: 1 | 2 | 130 } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** For a command that was used wrongly. */
export function usageError(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}

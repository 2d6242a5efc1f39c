// An error that is told to the person at the terminal in one line, without a stack trace.

export class CliError extends Error {
  override readonly name = 'CliError';
}

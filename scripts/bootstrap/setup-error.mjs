// A failure that the reader of the message can mend: printed without a stack trace.
export class SetupError extends Error {}

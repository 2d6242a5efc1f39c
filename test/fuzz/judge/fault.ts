// What a fuzz run looks for: something that the server must never do, whatever it is sent.

export class Fault extends Error {
  override readonly name = 'Fault';
}

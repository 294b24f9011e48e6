/** One reader's connection as the hub sees it. */
export interface Sink {
  /**
   * Takes one or more whole frames. The same array goes to many sinks: never modify it. False = take no more for now; what
   * was handed over is still sent. Gateways write it to the socket as it is and answer what `socket.write` answers.
   */
  write(bytes: Uint8Array): boolean;
  /** `listener` is called each time there is room again after `write` answered false. Called once per connection. */
  onDrain(listener: () => void): void;
  /**
   * The hub has ended the stream; called once. `ended`: send what was written, then close. `stalled`: the peer takes
   * nothing, so what was written will never be sent: drop it and the connection.
   */
  close(how: 'ended' | 'stalled'): void;
}

/** How a stream is opened: the seam between the client's connection and the network (or a worker, or a test). */
import type { FrameName } from '../protocol/frames.ts';
import type { LiveRequest } from '../protocol/request.ts';

/** Why a stream ended or never began. */
export interface StreamFailure {
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** Of the answer's body, when it has them. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** The server asks not to be tried before. */
  readonly retryAfterMs?: number | undefined;
}

export interface StreamHandlers {
  /** `data` is the frame's JSON text. */
  frame(name: FrameName, data: string, id: string): void;
  /** Called at most once; nothing follows. */
  failed(failure: StreamFailure): void;
}

export interface StreamRequest extends LiveRequest {
  /** `Last-Event-ID`, from the stream before. */
  readonly lastEventId?: string | undefined;
}

export interface LiveTransport {
  /** Starts one attempt, never retries by itself. The answer ends it silently. */
  open(request: StreamRequest, handlers: StreamHandlers): () => void;
}

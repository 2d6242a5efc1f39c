// What `npm run overload` and the process of its load generator say to each other.

/** One principal with connections of its own. */
export interface CallerOrder {
  name: string;
  tool: string;
  /** Sent as a bearer token; without it nobody in particular calls. */
  credential?: string;
  load: OpenLoadOrder | ClosedLoadOrder;
  /** Connections that are open before the first call. */
  connections: number;
  /** Connections that may be open at once; a call that finds all of them busy waits for one, and its clock runs. */
  mostConnections: number;
}

/** Calls come when they come, whatever became of those before them. */
export interface OpenLoadOrder {
  kind: 'open';
  perSecond: number;
  /** Of the random times between calls. */
  seed: number;
}

/** So many clients, each of which calls again when it has its answer: what the server can do at most. */
export interface ClosedLoadOrder {
  kind: 'closed';
  clients: number;
}

export interface LoadOrder {
  port: number;
  callers: readonly CallerOrder[];
  /** Milliseconds after which a client hangs up. */
  deadlineMs: number;
  /** Milliseconds of load before what is measured; reported apart. */
  onsetMs: number;
  measureMs: number;
}

export type ToGenerator = { kind: 'run' } & LoadOrder;

export type FromGenerator =
  /** What is measured begins now. */
  | { kind: 'steady' }
  /** No more calls are made from now on. */
  | { kind: 'over' }
  /** Every call has come to its end. */
  | ({ kind: 'done' } & LoadReport);

export interface LoadReport {
  callers: CallerReport[];
  generator: GeneratorUsage;
}

export interface CallerReport {
  name: string;
  onset: CallCounts;
  steady: CallCounts;
}

/** What became of the calls that were due within a span of time. The kinds exclude each other and add up to `offered`. */
export interface CallCounts {
  offered: number;
  /** Answered rightly and within the deadline. */
  right: number;
  /** Refused the way that clients understand, by error code and reason. */
  refused: Record<string, number>;
  /** No answer within the deadline: the client hung up. */
  late: number;
  /** No connection came free within the deadline. */
  unsent: number;
  /** Everything else: wrong answers, broken connections. */
  failed: number;
  /** The first few failures. */
  failures: string[];
  /** Of `right`, from when the call was due. */
  latency: Quantiles;
  /** Of `refused`, from when the call was due. */
  refusalLatency: Quantiles;
}

export interface Quantiles {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** Over the time that is measured. */
export interface GeneratorUsage {
  /** CPU time over wall time. */
  coreShare: number;
  /** From when a call was due to when it was written, where a connection was free. */
  lag: Quantiles;
  /** Connections that were opened, over the whole load. */
  connectionsOpened: number;
}

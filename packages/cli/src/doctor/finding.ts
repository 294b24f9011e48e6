/** What `tessera doctor` found, about one thing. */
export interface Finding {
  /** What was looked at: `node`, `data folder`, `log`, `nats`, `stream`, `gateway`, … */
  readonly check: string;
  /** `problem`: something does not work, or a promise does not hold. `warning`: it works, with a risk worth knowing. */
  readonly level: 'ok' | 'warning' | 'problem';
  readonly what: string;
  /** What to do; every finding that is not `ok` has it. */
  readonly advice?: string;
}

/** Findings of one check. */
export interface Findings {
  ok(what: string): Finding;
  warning(what: string, advice: string): Finding;
  problem(what: string, advice: string): Finding;
}

export function about(check: string): Findings {
  return {
    ok: (what) => ({ check, level: 'ok', what }),
    warning: (what, advice) => ({ check, level: 'warning', what, advice }),
    problem: (what, advice) => ({ check, level: 'problem', what, advice }),
  };
}

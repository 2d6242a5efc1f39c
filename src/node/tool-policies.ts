// What holds for the calls of each tool: the operator's word, else the author's, else the node's defaults. Resolved once
// for a tool and kept until the tools change, because every call asks.

import { fillRate } from '../flow/rate-limit-options.ts';
import type { Rate } from '../flow/rate-store.ts';
import type { Backend } from '../server/backend.ts';
import { NO_SCALE, type ToolScale } from '../server/tool-scale.ts';

export interface ToolPolicy {
  /** 0: no limit. */
  readonly timeoutMs: number;
  readonly maxConcurrent: number | undefined;
  readonly rate: Rate | undefined;
  readonly hasBreaker: boolean;
}

export interface ToolPolicyOptions {
  /** By name, or by pattern with `*` for any characters; a name goes before patterns, patterns go in their order. */
  readonly tools: Readonly<Record<string, ToolScale>>;
  /** For calls of tools without a time of their own, and for all other calls. */
  readonly timeoutMs: number;
  /** For tools without a rate of their own. */
  readonly rate: Rate | undefined;
}

export class ToolPolicies {
  readonly #backend: Pick<Backend, 'scaleOf' | 'toolNames'>;
  readonly #known = new Map<string, ToolPolicy>();
  #options: ToolPolicyOptions;
  #patterns: readonly (readonly [RegExp, ToolScale])[];
  /** For what is no tool. */
  #common: ToolPolicy;

  constructor(backend: Pick<Backend, 'scaleOf' | 'toolNames'>, options: ToolPolicyOptions) {
    this.#backend = backend;
    this.#options = options;
    this.#patterns = compilePatterns(options);
    this.#common = this.#fill(NO_SCALE);
  }

  /** @param tool undefined for what is no tool call */
  of(tool: string | undefined): ToolPolicy {
    if (tool === undefined) return this.#common;
    return this.#known.get(tool) ?? this.#resolve(tool);
  }

  /** Whether the calls of any tool have a rate: where none has, no call need be counted. */
  get haveRates(): boolean {
    const { rate, tools } = this.#options;
    if (rate !== undefined || Object.values(tools).some(hasRate)) return true;
    return this.#backend.toolNames().some((name) => hasRate(this.#backend.scaleOf(name)));
  }

  /** To be called when tools were added, removed or changed. */
  toolsChanged(): void {
    this.#known.clear();
  }

  reconfigure(options: ToolPolicyOptions): void {
    this.#options = options;
    this.#patterns = compilePatterns(options);
    this.#common = this.#fill(NO_SCALE);
    this.#known.clear();
  }

  #resolve(tool: string): ToolPolicy {
    const ofAuthor = this.#backend.scaleOf(tool);
    // Names that are no tool's are not remembered: clients can make up any number of them.
    if (ofAuthor === undefined) return this.#common;
    const policy = this.#fill({ ...ofAuthor, ...this.#ofOperator(tool) });
    this.#known.set(tool, policy);
    return policy;
  }

  #ofOperator(tool: string): ToolScale | undefined {
    const { tools } = this.#options;
    if (Object.hasOwn(tools, tool)) return tools[tool];
    return this.#patterns.find(([pattern]) => pattern.test(tool))?.[1];
  }

  #fill({ timeoutMs, maxConcurrent, rateLimit, circuitBreaker }: ToolScale): ToolPolicy {
    const { timeoutMs: commonTimeoutMs, rate } = this.#options;
    return {
      timeoutMs: timeoutMs ?? commonTimeoutMs,
      maxConcurrent,
      rate: rateLimit === undefined ? rate : fillRate(rateLimit),
      hasBreaker: circuitBreaker !== false,
    };
  }
}

function hasRate(scale: ToolScale | undefined): boolean {
  return scale?.rateLimit !== undefined;
}

/**
 * Those keys of `tools` that fit none of the names: a limit for a tool that is not there is a mistake.
 * @param names of the tools that there are
 */
export function unknownTools(tools: Readonly<Record<string, ToolScale>>, names: readonly string[]): string[] {
  return Object.keys(tools).filter((key) => {
    const pattern = patternOf(key);
    return !names.some((name) => name === key || (key.includes('*') && pattern.test(name)));
  });
}

function compilePatterns({ tools }: ToolPolicyOptions): (readonly [RegExp, ToolScale])[] {
  return Object.entries(tools)
    .filter(([key]) => key.includes('*'))
    .map(([key, scale]) => [patternOf(key), scale]);
}

function patternOf(key: string): RegExp {
  const parts = key.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

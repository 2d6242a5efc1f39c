// Reads a V8 CPU profile and names the functions in which the time was spent, for those without DevTools at hand.

export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  /** The node on top of the stack at each sample. */
  samples: number[];
  /** Microseconds since the sample before. */
  timeDeltas: number[];
}

const notWork = new Set(['(idle)', '(root)']);
/** What the profiler itself does. */
const profilerUrl = 'node:inspector';

/** One line for each of the `count` functions with the most time of their own, as shares of the time that was work. */
export function busiestFunctions(profile: CpuProfile, count: number): string[] {
  const working = profile.nodes.filter(({ callFrame: { functionName, url } }) => {
    return !notWork.has(functionName) && !url.startsWith(profilerUrl);
  });
  const nameOf = new Map(working.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const selfMicros = new Map<string, number>();
  for (const [index, sample] of profile.samples.entries()) {
    const name = nameOf.get(sample);
    if (name === undefined) continue;
    selfMicros.set(name, (selfMicros.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const busyMicros = [...selfMicros.values()].reduce((sum, micros) => sum + micros, 0);
  return [...selfMicros]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, micros]) => `${((micros / busyMicros) * 100).toFixed(1).padStart(5)} %  ${name}`);
}

function describe({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name}  ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
}

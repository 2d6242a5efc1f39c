// Says in one line how a scenario went, and below it what a reader has to act on.

import type { Check, CheckStatus, ScenarioResult } from './conformance-suite.ts';

export function countOf(scenario: ScenarioResult, ...statuses: CheckStatus[]): number {
  return scenario.checks.filter((check) => statuses.includes(check.status)).length;
}

/** A scenario that checked nothing has not passed. */
export function passes(scenario: ScenarioResult): boolean {
  return countOf(scenario, 'FAILURE') === 0 && countOf(scenario, 'SUCCESS') > 0;
}

export function printScenario(
  scenario: ScenarioResult,
  options: { isCounted: boolean; isVerbose: boolean },
): void {
  const mark = passes(scenario) ? 'ok    ' : options.isCounted ? 'FAILED' : '-     ';
  const warnings = countOf(scenario, 'WARNING');
  const notes = [
    ...(warnings > 0 ? [`${warnings} warning(s)`] : []),
    ...(scenario.notScored === undefined ? [] : [`not scored: ${scenario.notScored}`]),
  ];
  const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  const passed = countOf(scenario, 'SUCCESS');
  console.log(`${mark} ${scenario.name}: ${passed}/${passed + countOf(scenario, 'FAILURE')}${note}`);
  for (const check of scenario.checks) {
    if (isWorthShowing(check, options)) {
      const reason = check.errorMessage ?? check.details?.message ?? '';
      console.log(`         ${check.status} ${check.id} ${check.name}: ${reason}`);
    }
  }
}

function isWorthShowing(check: Check, options: { isCounted: boolean; isVerbose: boolean }): boolean {
  if (options.isVerbose) return check.status !== 'SUCCESS' && check.status !== 'INFO';
  return options.isCounted && (check.status === 'FAILURE' || check.status === 'WARNING');
}

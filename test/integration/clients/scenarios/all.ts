// All scenarios, to be run with one client in one revision.

import { brokenConnections } from './broken-streams.ts';
import { changingLists, watchedResources } from './changes.ts';
import { ending, opening } from './lifecycle.ts';
import { pagination } from './pagination.ts';
import { prompts, suggestions } from './prompts.ts';
import { awaitedQuestions, missingCapabilities } from './questions.ts';
import { resources } from './resources.ts';
import { returnedQuestions, wrongAnswers } from './returned-questions.ts';
import { endingEarly, progressAndLogging } from './running.ts';
import { aNodeInDevelopment, failingTools, failures, tools } from './tools.ts';

const OF_ANY_TRANSPORT = [
  tools,
  failures,
  failingTools,
  aNodeInDevelopment,
  progressAndLogging,
  endingEarly,
  awaitedQuestions,
  missingCapabilities,
  returnedQuestions,
  wrongAnswers,
  resources,
  prompts,
  suggestions,
  pagination,
  changingLists,
  watchedResources,
  opening,
  ending,
];

export const ALL_SCENARIOS = [...OF_ANY_TRANSPORT, brokenConnections];

/** A pipe cannot break and be mended. */
export const STDIO_SCENARIOS = OF_ANY_TRANSPORT;

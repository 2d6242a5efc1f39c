// Which client capability each question needs, and the error for a client that lacks it.
// Source: 2026-07-28 basic/index, "_meta", and client/{elicitation,sampling,roots}.

import { FleetError } from '../protocol/errors.ts';
import type { ClientCapabilities, InputRequest } from '../protocol/mcp.ts';

/** The capabilities that `request` needs and the client did not declare; undefined when none is missing. */
export function missingCapability(
  request: InputRequest,
  declared: ClientCapabilities,
): ClientCapabilities | undefined {
  switch (request.method) {
    case 'elicitation/create':
      return missingElicitation(request.params.mode ?? 'form', declared.elicitation);
    case 'sampling/createMessage':
      if (declared.sampling === undefined) return { sampling: {} };
      return request.params.tools !== undefined && declared.sampling.tools === undefined
        ? { sampling: { tools: {} } }
        : undefined;
    case 'roots/list':
      return declared.roots === undefined ? { roots: {} } : undefined;
  }
}

function missingElicitation(
  mode: 'form' | 'url',
  declared: ClientCapabilities['elicitation'],
): ClientCapabilities | undefined {
  if (declared === undefined) return { elicitation: mode === 'url' ? { url: {} } : {} };
  if (mode === 'url') return declared.url === undefined ? { elicitation: { url: {} } } : undefined;
  // An empty object means forms: the mode that was there before modes had names.
  const formsOnly = declared.form !== undefined || declared.url === undefined;
  return formsOnly ? undefined : { elicitation: { form: {} } };
}

/** @throws FleetError MISSING_CLIENT_CAPABILITY naming what the client would have to declare. */
export function requireCapability(request: InputRequest, declared: ClientCapabilities): void {
  const missing = missingCapability(request, declared);
  if (missing === undefined) return;
  throw new FleetError(
    'MISSING_CLIENT_CAPABILITY',
    `The client did not declare a capability that this request needs: ${JSON.stringify(missing)}.`,
    { data: { requiredCapabilities: missing } },
  );
}

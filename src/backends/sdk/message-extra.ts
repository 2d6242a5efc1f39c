// What goes in beside the message of a call, and how its parameters look to the server.

import type { JsonObject } from '../../protocol/mcp.ts';
import type { Call } from '../../server/call.ts';
import { lazyRequest } from './lazy-request.ts';
import type { SdkMessageExtra } from './sdk-shapes.ts';

/** For SDK v2. */
export function extraForV2({ channel }: Call): SdkMessageExtra {
  const { http, closeStream } = channel;
  const request = lazyRequest(http);
  const { authInfo } = http;
  if (authInfo === undefined && closeStream === undefined) return { request };
  return { request, authInfo, closeSSEStream: closeStream && (() => channel.closeStream?.()) };
}

/** For SDK v1. */
export function extraForV1({ channel }: Call): SdkMessageExtra {
  const { http, closeStream } = channel;
  const requestInfo = {
    get headers() {
      return http.headers;
    },
  };
  return {
    requestInfo,
    authInfo: http.authInfo,
    closeSSEStream: closeStream && (() => channel.closeStream?.()),
  };
}

/** The call's parameters, with the author's own request state in place of our sealed one. */
export function paramsForServer({ params, resumption }: Call): JsonObject {
  if (resumption === undefined) return params;
  const { requestState: _, ...others } = params;
  return resumption.state === undefined ? others : { ...others, requestState: resumption.state };
}

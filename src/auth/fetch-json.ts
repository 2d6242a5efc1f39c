// Fetches a JSON document of an authorization server: bounded in time and size, and without following redirects,
// because where it comes from is what makes it trustworthy.

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** The server answered, but not with the document. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

const TIMEOUT_MS = 5000;
const MAX_BYTES = 524_288;

/**
 * @throws NotFetched when the answer is not a JSON document of acceptable size with status 200
 * @throws Error when there is no answer in time
 */
export async function fetchJson(url: URL, fetch: Fetch): Promise<unknown> {
  const response = await fetch(url, {
    headers: { Accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new NotFetched(`${url} answered ${response.status}.`);
  }
  const text = await readBounded(response, url);
  try {
    return JSON.parse(text);
  } catch {
    throw new NotFetched(`${url} did not answer with JSON.`);
  }
}

async function readBounded(response: Response, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the body.
    if (size > MAX_BYTES) throw new NotFetched(`${url} answered with more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

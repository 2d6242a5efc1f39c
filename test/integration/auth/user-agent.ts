// A person with a browser, as far as logging in takes one: it follows redirects, keeps cookies, and fills in the form
// of every page that it meets.

export class UserAgent {
  readonly #name: string;
  readonly #cookies = new Map<string, string>();
  /** Forms that were filled in. */
  readonly submitted: string[] = [];

  /** @param name said on every page that asks for one */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Visits a page and goes on until it is sent to `callback`.
   * @returns the URL that it was sent to
   */
  async visit(start: URL, callback: string): Promise<URL> {
    let url = start;
    let form: URLSearchParams | undefined;
    for (let step = 0; step < 20; step++) {
      const response = await this.#load(url, form);
      const location = response.headers.get('location');
      const page = await response.text();
      if (location !== null) {
        url = new URL(location, url);
        form = undefined;
        if (url.href.startsWith(callback)) return url;
      } else {
        const [, action = '', label = ''] = /<form .*action="([^"]+)".*<button>(\w+)</.exec(page) ?? [];
        if (action === '') throw new Error(`No form and no redirect at ${url}: ${response.status} ${page}`);
        this.submitted.push(label);
        url = new URL(action, url);
        form = new URLSearchParams({ login: this.#name });
      }
    }
    throw new Error(`The way from ${start} does not end.`);
  }

  async #load(url: URL, form: URLSearchParams | undefined): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form !== undefined && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}

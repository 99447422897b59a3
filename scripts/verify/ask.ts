/** An answer of the API, its body parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Longer than the API lets a statement run: whoever waits more has been forgotten. */
const withinMs = 12_000;

/** Sends one request. Status 0 stands for no answer. */
export async function ask(address: string, path: string, options: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(`${address}${path}`, { ...options, signal: AbortSignal.timeout(withinMs) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  } catch (error) {
    return { status: 0, headers: new Headers(), body: (error as Error).message };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends a JSON body by POST. */
export function post(address: string, path: string, body: unknown): Promise<Answer> {
  return ask(address, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

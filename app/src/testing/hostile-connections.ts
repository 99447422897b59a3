import { METHODS } from 'node:http';

/** One connection: the bytes that it sends, the number of requests in them, and how it ends. */
export interface HostileConnection {
  bytes: string;
  requests: number;
  /** Only with `reads` and `half-closes` does the client see the API close the connection. */
  ending: 'reads' | 'half-closes' | 'resets' | 'never reads' | 'leaves';
}

const host = 'Host: localhost\r\n';
const get = (path: string, headers = host) => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const last = `GET /livez HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
const postHead = `POST /posts HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
/** Never stored: nobody has this id. */
const rejected = '{"user_id":2147483647,"content":"hostile"}';
const post = `${postHead}Content-Length: ${rejected.length}\r\n\r\n${rejected}`;

const connection = (bytes: string, ending: HostileConnection['ending'] = 'reads', requests = 1): HostileConnection => ({
  bytes,
  ending,
  requests,
});

const repeated = (bytes: string, times: number, ending: HostileConnection['ending']) =>
  connection(bytes.repeat(times), ending, times);

/** Bytes that differ between calls, but not between runs. */
const rubbish = (seed: number) =>
  Array.from({ length: 200 }, (_, index) => String.fromCharCode((seed * 7919 + index * index * 31) % 256)).join('');

const pages = ['/feed', '/metrics', '/users/1/posts?limit=100', '/livez', '/nowhere', '/users/x/posts'];
const methods = METHODS.filter((method) => method !== 'CONNECT');

const oneOfEach = (round: number): HostileConnection[] => [
  // Pipelined, and not read, not waited for, or not finished.
  ...pages.flatMap((path) => [repeated(get(path), 120, 'never reads'), repeated(get(path), 20, 'resets')]),
  ...pages.map((path) => connection(get(path).repeat(20) + last, 'reads', 21)),
  connection(get('/feed').slice(0, -2), 'leaves'),
  connection(post.slice(0, -5), 'leaves'),
  connection('', 'leaves'),
  // Methods that nobody needs.
  connection(
    methods.map((method) => `${method} /feed HTTP/1.1\r\n${host}\r\n`).join('') + last,
    'reads',
    methods.length,
  ),
  // Bodies that nobody needs.
  connection(`${postHead}Content-Length: 10000000000\r\n\r\n${'x'.repeat(100_000)}`),
  connection(`${postHead}Transfer-Encoding: chunked\r\n\r\nfffff\r\n${'x'.repeat(100_000)}`),
  connection(`GET /feed HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nfffff\r\n${'x'.repeat(100_000)}`),
  connection(`${postHead}Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n`),
  connection(`PUT /posts HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n`),
  connection(`${postHead}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`),
  // Clients that stop, and bytes that are no requests.
  connection(post, 'half-closes'),
  connection(`${post}${rubbish(round)}\r\n\r\n`),
  connection(`${rubbish(round + 1000)}\r\n\r\n`),
  connection(`${postHead}Transfer-Encoding: chunked\r\n\r\nno number\r\n`),
  connection(get('/feed', `${host}X: ${'x'.repeat(20_000)}\r\n`)),
  connection(`CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`),
  connection(get(`/feed%zz${round}`) + get(`/${round}`) + get('/feed', 'Host: evil.example\r\n') + last, 'reads', 4),
  connection(get(`http://evil${round}.example/feed`) + get('/feed', `${host}${host}`) + last, 'reads', 3),
];

export const hostileConnections = (rounds: number): HostileConnection[] =>
  Array.from({ length: rounds }, (_, round) => oneOfEach(round)).flat();

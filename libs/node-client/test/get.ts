import { type Agent, request, type RequestOptions } from 'node:https';

/** @returns what the server answered, which calls itself localhost */
export function get(url: string, agent: Agent, options: RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ...options, agent, servername: 'localhost' }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`status ${response.statusCode ?? 0}: ${body}`));
      });
    });
    call.on('error', reject);
    call.end();
  });
}

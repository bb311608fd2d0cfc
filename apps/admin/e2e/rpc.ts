import { expect } from './certkeep.js';
import { password } from './certkeep-pages.js';

/** Calls the server as its first administrator. */
export async function callerOf(url: string, setupUrl: string) {
  let cookie = '';
  const rpc = async (method: string, body: object) => {
    const response = await fetch(`${url}/certkeep.v1.${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: url },
      body: JSON.stringify(body),
    });
    expect(response.ok, `${method}: ${await response.clone().text()}`).toBe(true);
    return response;
  };
  const setup = await rpc('IdentityService/CompleteSetup', {
    setupSecret: setupUrl.split('#')[1],
    userName: 'admin',
    password,
    companyName: 'Example',
  });
  cookie = setup.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return rpc;
}

/**
 * A site's identity provider for tests: panva's certified oidc-provider with its own login pages,
 * everything in memory and keys that are new at each start.
 *
 * The one argument is JSON: {port, client_id, client_secret, public_url, accounts: {login: claims}}.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";

const { Provider } = await import(process.env.OIDC_PROVIDER);
const site = JSON.parse(process.argv[2]);

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const kid = randomBytes(8).toString("hex");
const key = { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };

const provider = new Provider(`http://127.0.0.1:${site.port}`, {
  clients: [
    {
      client_id: site.client_id,
      client_secret: site.client_secret,
      redirect_uris: [`${site.public_url}/api/v1/auth/oidc/callback`],
      post_logout_redirect_uris: [`${site.public_url}/`],
    },
  ],
  claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"], place: ["place"] },
  cookies: { keys: [randomBytes(16).toString("hex")] },
  findAccount: (_, login) =>
    login in site.accounts
      ? { accountId: login, claims: () => ({ sub: login, ...site.accounts[login] }) }
      : undefined,
  jwks: { keys: [key] },
  pkce: { required: () => true },
});
provider.listen(site.port, "127.0.0.1");

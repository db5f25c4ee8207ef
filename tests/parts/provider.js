// A real OpenID provider for tests, in a process of its own: node provider.js PORT CLIENT PEOPLE
// CLIENT: this client's metadata, as JSON. PEOPLE: a file of {login: {claim: value}}, read anew at each question.
import { readFileSync } from "node:fs"
import Provider from "oidc-provider"

const [port, client, people] = process.argv.slice(2)
const known = () => JSON.parse(readFileSync(people, "utf8"))

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [JSON.parse(client)],
  claims: { openid: ["sub"], profile: ["preferred_username", "roles", "offices", "name", "email"] },
  features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  pkce: { required: () => true },
  findAccount: (_, login) => ({ accountId: login, claims: () => ({ sub: login, ...known()[login] }) }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope("openid profile")
    await grant.save()
    return grant
  },
})
for (const event of ["server_error", "backchannel.error"]) provider.on(event, (...told) => console.error(event, ...told))
provider.listen(Number(port), "127.0.0.1")

import { namesIn } from '../model/component.ts';

/** Scopes whose names in metadata and at the token endpoint differ by more than case. */
const wireNames: Readonly<Record<string, string>> = {
  basic: 'id',
  refreshtoken: 'refresh_token',
  offlineaccess: 'offline_access',
  customapplications: 'visualforce',
  chatter: 'chatter_api',
  custompermissions: 'custom_permissions',
  einsteingpt: 'einstein_gpt_api',
  sfapiplatform: 'sfap_api',
  pwdlesslogin: 'pwdless_login_api',
  forgotpassword: 'forgot_password',
  userregistration: 'user_registration_api',
  mcp: 'mcp_api',
  scrt: 'scrt_api',
  interaction: 'interaction_api',
  chatbot: 'chatbot_api',
  pardot: 'pardot_api',
  wave: 'wave_api',
  eclair: 'eclair_api',
  cdpingest: 'cdp_ingest_api',
  cdpprofile: 'cdp_profile_api',
  cdpquery: 'cdp_query_api',
  cdpsegment: 'cdp_segment_api',
  cdpidentityresolution: 'cdp_identityresolution_api',
  cdpcalculatedinsight: 'cdp_calculated_insight_api',
};

/** Scopes that a client credentials token never has: `full`, and those for a person who stays signed in. */
const notForClientCredentials = new Set(['full', 'refresh_token', 'offline_access']);

/** Scopes of an app's `commaSeparatedOauthScopes`, with their names at the token endpoint. */
export function scopesOf(commaSeparated: string | null): string[] {
  return namesIn(commaSeparated).map((name) => wireNames[name.toLowerCase()] ?? name.toLowerCase());
}

/** The app's scopes that a client credentials token may have. `wanted` is the request's `scope`; null for all. */
export function clientCredentialsScopes(appScopes: readonly string[], wanted: string | null): string[] {
  const asked = wanted?.split(/\s+/).filter((name) => name !== '') ?? [];
  return appScopes
    .filter((name) => !notForClientCredentials.has(name))
    .filter((name) => asked.length === 0 || asked.includes(name));
}

import { choice, group, text } from './field-spec.ts';
import type { MetadataType } from './metadata-type.ts';

const IP_RANGE = [
  text('description'),
  text('endIpAddress', { required: true }),
  text('startIpAddress', { required: true }),
];

const CERTIFICATE_PARAMETERS = ['subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email', 'san_spiffe'];

/** Mutual TLS and token address ranges. Never made by the org on its own; no documented first version. */
export const SECURITY_SETTINGS: MetadataType = {
  xmlName: 'ExtlClntAppOauthSecuritySettings',
  folder: 'extlClntAppOauthSecuritySettings',
  suffix: 'ecaOauthSecurity',
  since: 66,
  fields: [
    text('externalClientApplication', { required: true }),
    text('label'),
    choice(
      'tlsClientAuthCertParamType',
      'TlsClientAuthCertParamType',
      CERTIFICATE_PARAMETERS.map((name) => `tls_client_auth_${name}`),
    ),
    text('tlsClientAuthCertParamValue'),
    group('tokenIpRanges', 'ExtlClntAppOauthSecurityTokenIpRange', IP_RANGE, { max: 128 }),
  ],
};

import { z } from 'zod';
import { list, optionalFlag, optionalInstant } from './rest.ts';
import { credential, name, optionalText } from './text.ts';

/** A page of `GET /apps/oauth/usage`. */
export const usageAnswer = z.object({
  apps: list(z.object({ developerName: optionalText, identifier: optionalText, isFromPackage: optionalFlag })),
});

/** `GET /apps/oauth/credentials/<app>` */
export const consumersAnswer = z.object({
  consumers: list(z.object({ id: name, key: optionalText, name: optionalText })),
});

/** `GET /apps/oauth/credentials/<app>/<consumer>?part=keyandsecret` */
export const credentialsAnswer = z.object({ key: credential, secret: credential });

export const applicationRow = z.object({
  Id: name,
  DeveloperName: name,
  MasterLabel: optionalText,
  ManageableState: optionalText,
  NamespacePrefix: optionalText,
});

export const oauthPolicyRow = z.object({
  ExternalClientApplicationId: optionalText,
  IsClientCredentialsFlowEnabled: optionalFlag,
  ClientCredentialsFlowUser: optionalText,
  PermittedUsersPolicyType: optionalText,
});

export const policyRow = z.object({
  ExternalClientApplicationId: optionalText,
  IsEnabled: optionalFlag,
  OauthPluginStatus: optionalText,
});

const stagedPair = z.object({
  id: name,
  key: optionalText,
  state: optionalText,
  createdBy: optionalText,
  createdDate: optionalInstant,
  expirationDate: optionalInstant,
});

export type StagedAnswer = z.infer<typeof stagedPair>;

/** `GET /apps/oauth/credentials/<app>/<consumer>/staged`, without secrets. */
export const stagedAnswer = z.object({ stagedCredentials: list(stagedPair) });

const newPair = stagedPair.extend({ key: credential, secret: credential });

/** `POST …/staged`: a collection, a list of one, or the credentials. */
export const stagedPostAnswer = z.union([
  z.object({ stagedCredentials: z.tuple([newPair], newPair) }).transform(({ stagedCredentials: [first] }) => first),
  z.tuple([newPair], newPair).transform(([first]) => first),
  newPair,
]);

const oneOf = z.object({ id: optionalText, key: optionalText }).refine(({ id, key }) => id !== null || key !== null);

/** `PATCH …/staged/<id>`: in one of the same three forms. */
export const rotatedAnswer = z.union([
  z.object({ stagedCredentials: z.tuple([oneOf], oneOf) }),
  z.tuple([oneOf], oneOf),
  oneOf,
]);

/** `GET /apps/oauth/usage/<app>/users` */
export const usersAnswer = z.object({
  users: list(
    z.object({
      username: optionalText,
      userIdentifier: optionalText,
      useCount: z.number().nullish(),
      lastUsedAt: optionalInstant,
    }),
  ),
});

import { z } from 'zod';
import { componentTypes } from '../../core/model/app.ts';
import { riskyPowers } from '../../core/model/execution-user.ts';
import { severities } from '../../core/model/severity.ts';
import type { DeployProgress } from '../../core/ports/ports.ts';
import { findingWords } from '../../core/words/audit.ts';
import { mostAppsOfUser } from '../audit-document.ts';
import { count, flag, flagOrNull, instant, instantOrNull, knownText, oneOf, text, textOrNull, texts } from './kinds.ts';
import { drift, policy, slotEntry, store } from './shared.ts';

const org = z.object({
  id: text('Org id.'),
  name: text('Name of the org.'),
  username: text('Who is signed in.'),
  instanceUrl: text('Address of the org.'),
  isSandbox: flag('Whether the org is a sandbox.'),
});

export const setup = z.object({
  org,
  app: z.object({
    developerName: text('Developer name of the app.'),
    label: text('Its label.'),
    id: textOrNull('Its id. Null in a dry run that would create the app.'),
    consumerId: textOrNull('Id of its OAuth consumer. Null in a dry run that would create the app.'),
    consumerKey: textOrNull('Its consumer key. Null in a dry run that would create the app.'),
  }),
  executionUser: z.object({ id: text('User id.'), username: text('Username.') }).describe('The execution user.'),
  createdUser: z
    .object({ username: text('Username.'), permissionSet: text('The permission set that was made for it.') })
    .nullable()
    .describe('The user that this setup created. Null if it created none.'),
  changes: z
    .array(
      z.object({
        component: text('Name of the metadata component.'),
        type: z.enum(componentTypes).describe('Its metadata type.'),
        field: text('The field.'),
        from: textOrNull('The value before. Null when the field was not set.'),
        to: text('The new value. Empty when the field is cleared.'),
      }),
    )
    .describe('Every field that changed, or would change in a dry run.'),
  deploy: z
    .object({
      id: text('Id of the deploy in the org.'),
      status: oneOf<DeployProgress['status']>("Its status in Salesforce's own word.", {
        Pending: '',
        InProgress: '',
        FinalizingDeploy: '',
        FinalizingDeployFailed: '',
        Succeeded: '',
        SucceededPartial: '',
        Failed: '',
        Canceling: '',
        Canceled: '',
      }),
      checkOnly: flag('Whether it only checked the change.'),
      components: z.array(
        z.object({
          component: text('Name of the metadata component.'),
          type: text('Its metadata type.'),
          changed: flag('Whether the deploy changed it.'),
        }),
      ),
    })
    .nullable()
    .describe('The deploy. Null when nothing had to change.'),
  proof: z
    .object({
      at: instant('When Salesforce issued the token.'),
      username: text('Whose token it is.'),
      orgId: text('Of which org.'),
      scopes: texts('Its scopes, if Salesforce lists them.'),
    })
    .nullable()
    .describe('The token that Salesforce issued for the credentials. Null in a dry run.'),
  store: store.nullable().describe('Where the credentials are stored. Null in a dry run.'),
  policy,
  dueAt: instantOrNull('When the credentials reach their maximum age. Null in a dry run.'),
  drift: z.array(drift).describe('What others did to the app before keyturn watched it: staged credentials.'),
  project: z
    .object({
      root: text('Folder of the Salesforce DX project.'),
      manifest: textOrNull('Path of the manifest in the project. Null when there is no command.'),
      files: texts('Paths of the files that changed.'),
      command: textOrNull(
        'The Salesforce CLI command that does the same. Null when none does: the warnings say which file differs from the org or is ignored.',
      ),
    })
    .optional()
    .describe('Only with `--project-dir`.'),
});

const finding = z.object({
  severity: z.enum(severities).describe('How serious it is. Most serious first.'),
  code: knownText('Stable code of the finding.', Object.keys(findingWords)),
  sentence: text('What keyturn found.'),
  cure: textOrNull('What to do. Null when there is nothing to do.'),
});

const auditedUser = z.object({
  username: text('Username.'),
  profile: text('Name of the profile.'),
  license: text('Name of the license.'),
  isActive: flag('Whether the user is active.'),
  isFrozen: flagOrNull('Whether the user is frozen. Null when you may not see it.'),
  isApiOnly: flag('Whether the user can only use the API.'),
  powers: z.array(z.enum(riskyPowers)).describe('Permissions of the user that could do harm.'),
  apps: texts(`Developer names of the apps whose flow runs as this user. At most ${mostAppsOfUser} are named.`),
  appCount: count('How many apps these are.'),
});

const auditedApp = z.object({
  app: text('Developer name of the app.'),
  label: text('Its label.'),
  id: textOrNull('Its id. Null when only the Metadata API lists the app.'),
  isPackaged: flag('Whether the app comes from a managed package.'),
  flow: z
    .object({
      state: oneOf<'on' | 'half-on' | 'off' | 'oauth-disabled' | 'unknown'>('The state of the flow.', {
        on: '',
        'half-on': 'on in the settings or in the policies, but not in both',
        off: '',
        'oauth-disabled': 'OAuth is off for the app',
        unknown: 'the org does not show it',
      }),
      app: flagOrNull("On in the app's settings."),
      policy: flagOrNull("On in the app's policies."),
      runsAs: textOrNull('Username of the execution user.'),
    })
    .describe('The client credentials flow of the app.'),
  executionUser: auditedUser
    .nullable()
    .describe('The execution user. Null when none is set or the org has no such user.'),
  otherFlows: texts('Other OAuth flows that the app allows or that are in use, in words.'),
  refreshTokenUsers: z
    .array(
      z.object({
        username: text('Username.'),
        uses: z.int().nullable().describe('How often the token was used.'),
        lastUsedAt: instantOrNull('When it was last used.'),
      }),
    )
    .nullable()
    .describe('Users with a refresh token of the app. Null when you may not see them.'),
  consumers: z
    .array(
      z.object({
        id: text('Id of the OAuth consumer.'),
        name: text('Its name.'),
        consumerKey: text('Its consumer key.'),
        slot: z
          .array(
            slotEntry.extend({
              isYours: flagOrNull('Whether you staged them. Null when the org does not say who did.'),
            }),
          )
          .nullable()
          .describe('What the staging slot holds. Null when you may not see it.'),
      }),
    )
    .nullable()
    .describe('The OAuth consumers of the app. Null when you may not see them.'),
  isWatched: flag('Whether keyturn watches the app.'),
  findings: z.array(finding).describe('Risks of the app.'),
});

export const audit = z.object({
  at: instant('When the audit was made.'),
  org,
  secretAccessOverRest: flagOrNull('Whether REST access to secrets is on. Null when the org does not show it.'),
  secretAccessOverMetadata: flagOrNull(
    'Whether consumer secrets can be read with the Metadata API. Null when the org does not show it.',
  ),
  apps: z.array(auditedApp).describe('Every External Client App of the org.'),
  findings: z.array(finding).describe('Risks of the org as a whole.'),
  unseen: texts('What could not be checked, in words.'),
  adopted: texts('Apps that keyturn started watching (`--watch`).'),
});

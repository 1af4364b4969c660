import { strFromU8, unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetadata } from '../../../../src/core/adapters/salesforce/metadata.ts';
import {
  connectionTo,
  type Received,
  type Reply,
  type SmallServer,
  soapAnswer,
  startSmallServer,
} from './small-server.ts';

const deployId = '0Af000000000001AAA';

let server: SmallServer;
afterEach(() => server.close());

async function metadataOf(answer: (request: Received) => Reply) {
  server = await startSmallServer(answer);
  return createMetadata(connectionTo(server.url));
}

function soap(operation: string, result: string): Reply {
  return { body: soapAnswer(operation, `<result>${result}</result>`) };
}

function deployResult(inner: string): Reply {
  return soap('checkDeployStatus', `<id>${deployId}</id><numberComponentsTotal>1</numberComponentsTotal>${inner}`);
}

function operationOf({ body }: Received): string {
  return /<soapenv:Body[^>]*><(\w+)>/.exec(body)?.[1] ?? '';
}

function count(operation: string): number {
  return server.received.filter((request) => operationOf(request) === operation).length;
}

describe('secret access', () => {
  it.each([true, false])('is set to %s by a deploy of this one element, and waited for', async (enabled) => {
    let looks = 0;
    const metadata = await metadataOf((request) => {
      if (operationOf(request) === 'deploy') return soap('deploy', `<done>false</done><id>${deployId}</id>`);
      return deployResult(
        ++looks < 3 ? '<done>false</done><status>InProgress</status>' : '<done>true</done><status>Succeeded</status>',
      );
    });
    await metadata.setSecretAccess(enabled);
    expect(count('checkDeployStatus')).toBe(3);
    const zip = unzipSync(
      Buffer.from(/<ZipFile>(.*)<\/ZipFile>/.exec(server.received[0]?.body ?? '')?.[1] ?? '', 'base64'),
    );
    const settings = strFromU8(zip['settings/ExternalClientApp.settings'] ?? new Uint8Array());
    expect(settings.match(/<(\w+)>/g)).toEqual(['<enableClientSecretInRestApiAccess>']);
    expect(settings).toContain(`>${enabled}<`);
    expect(strFromU8(zip['package.xml'] ?? new Uint8Array())).toContain('<members>ExternalClientApp</members>');
  });

  it.each([
    ['Failed', 'DeployFailed'],
    ['Canceled', 'DeployCanceled'],
  ])('was not set when the deploy is %s', async (status, code) => {
    const metadata = await metadataOf((request) =>
      operationOf(request) === 'deploy'
        ? soap('deploy', `<done>false</done><id>${deployId}</id>`)
        : deployResult(`<done>true</done><status>${status}</status><canceledByName>Ada</canceledByName>`),
    );
    await expect(metadata.setSecretAccess(true)).rejects.toMatchObject({ code });
  });
});

/** Changes the passphrase of the store of the folder named in its argument, from `old words` to `new words`. */
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { changePassphrase } from '../../../../src/core/adapters/secret-store/age-identity.ts';
import { Secret } from '../../../../src/core/model/secret.ts';

const [passphrase, next] = [new Secret('old words'), new Secret('new words')];
await changePassphrase({ folder: ageFolder(process.argv[2] ?? ''), passphrase, next, workFactor: 2 });

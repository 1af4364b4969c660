import { expect, it } from 'vitest';
import { loginOrigin } from '../../../../src/core/adapters/sign-ins/login-address.ts';

it.each([
  ['https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
  [' https://acme.my.salesforce.com/lightning/page ', 'https://acme.my.salesforce.com'],
  ['acme--dev.sandbox.my.salesforce.com', 'https://acme--dev.sandbox.my.salesforce.com'],
  ['https://login.salesforce.com', 'https://login.salesforce.com'],
  ['https://acme.my.salesforce.mil', 'https://acme.my.salesforce.mil'],
  ['https://acme.my.sfcrmproducts.cn', 'https://acme.my.sfcrmproducts.cn'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://localhost:8080/x', 'http://localhost:8080'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
])('takes %s as %s', (address, origin) => {
  expect(loginOrigin(address)).toBe(origin);
});

it.each([
  ['http://acme.my.salesforce.com', 'https://'],
  ['https://salesforce.com.evil.example', 'its host'],
  ['https://evilsalesforce.com', 'its host'],
  ['https://acme.my.salesforce.com@evil.example', 'a name or a password'],
  ['https://evil.example/.salesforce.com', 'its host'],
  ['http://127.0.0.1.evil.example', 'https://'],
  ['javascript:alert(1)', 'address'],
  ['file:///etc/passwd', 'https://'],
  ['https://acme.lightning.force.com', 'Lightning'],
  ['', 'not a web address'],
  ['not an address', 'not a web address'],
])('refuses %s, because %s', (address, problem) => {
  const refused = (() => {
    try {
      return loginOrigin(address);
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toMatchObject({ code: 'LoginAddressInvalid', message: expect.stringContaining(problem) });
});

/**
 * A refusal of a whole SOAP call. `code` is a value of the API's ExceptionCode; it comes back as `sf:<code>` with
 * HTTP 500. A malformed message is the client's fault (`soapenv:Client`) and has no exception code.
 */
export class SoapFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `faultcode` of a message that does not fit the service description. */
export const CLIENT_FAULT = 'soapenv:Client';

export function illegalSession(): SoapFault {
  return new SoapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');
}

export function insufficientAccess(): SoapFault {
  return new SoapFault(
    'INSUFFICIENT_ACCESS',
    'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
  );
}

export function invalidId(): SoapFault {
  return new SoapFault('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
}

export function unknownType(name: string): SoapFault {
  return new SoapFault('INVALID_TYPE', `Unknown type:${name}`);
}

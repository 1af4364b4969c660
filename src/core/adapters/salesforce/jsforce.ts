// First, as jsforce itself does: loaded after its connection, it would have none.
import 'jsforce/lib/jsforce.js';
import { Connection, type ConnectionConfig } from 'jsforce/lib/connection.js';
// Gives connections their `metadata`. The other APIs of jsforce would load hundreds of modules more.
import 'jsforce/lib/api/metadata.js';

export function jsforceConnection(options: ConnectionConfig): Connection {
  return new Connection(options);
}

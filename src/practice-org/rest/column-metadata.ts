import { type Field, fieldTypes } from './objects/object-type.ts';
import type { Found } from './soql/run-query.ts';
import type { Selection } from './soql/select.ts';

interface ColumnFacts {
  readonly name: string;
  readonly label: string;
  readonly field: Field | null;
  readonly isAggregate?: boolean;
  readonly joined?: readonly object[];
}

/** The answer to a query with `columns=true`: its columns, without rows. */
export function columnMetadata({ object, shape }: Found) {
  const isGrouped = 'outputs' in shape;
  const columns = isGrouped
    ? shape.outputs.map(({ name, column, function: call }) =>
        columnAnswer({ name, label: name, field: call ? null : (column?.field ?? null), isAggregate: call !== null }),
      )
    : selectedColumns(shape.selection);
  return {
    columnMetadata: columns,
    entityName: object.name,
    groupBy: isGrouped && shape.outputs.some(({ function: call }) => call === null),
    idSelected: !isGrouped && shape.selection.fields.some(({ type }) => type === 'id'),
    keyPrefix: object.keyPrefix,
  };
}

function selectedColumns({ fields, parents }: Selection): object[] {
  return [
    ...fields.map((field) => columnAnswer({ name: field.name, label: field.name, field })),
    ...parents.map(({ parent, selection }) =>
      columnAnswer({ name: parent.name, label: parent.name, field: null, joined: selectedColumns(selection) }),
    ),
  ];
}

function columnAnswer({ name, label, field, isAggregate = false, joined = [] }: ColumnFacts): object {
  return {
    aggregate: isAggregate,
    apexType: field ? fieldTypes[field.type].apex : isAggregate ? 'Integer' : null,
    booleanType: field?.type === 'boolean',
    columnName: name,
    custom: false,
    displayName: label,
    foreignKeyName: null,
    insertable: field?.createable ?? false,
    joinColumns: joined,
    numberType: field?.type === 'int' || isAggregate,
    textType: field !== null && !['boolean', 'int', 'datetime'].includes(field.type),
    updatable: field?.updateable ?? false,
  };
}

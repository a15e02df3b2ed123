// A page's production build takes a definition as right: it was checked where the page was developed, and the server checks the same.

export function checkOptions(_name: string, _options: unknown): void {}

export function checkMutation(_name: string, _mutation: unknown): void {}

export function checkFields(_fields: unknown, _path: string): void {}

export function checkFieldName(_name: string, _path: string): void {}

export function checkField(_field: unknown, _path: string): void {}

export function checkFeed(_name: string, _feed: unknown, _storage: unknown): void {}

export function checkSchema(_name: string, _schema: unknown, _path: string): void {}

export function checkItem(_item: unknown, _path: string): void {}

export function checkStarts(_schema: unknown, _records: unknown): void {}

export function checkAtOnce(_result: unknown): void {}

export function checkSteady(_path: unknown, _value: unknown, _again: unknown): void {}

export function named<T>(_path: string, make: () => T): T {
  return make();
}

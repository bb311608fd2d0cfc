import { ConfigError } from './config-error.js';

/** A value of the config file with its place in it, as in `targets[0].files[1].mode`. Empty place: the whole file. */
export class ConfigNode {
  constructor(
    private readonly value: unknown,
    private readonly place: string,
  ) {}

  /** @throws ConfigError */
  refuse(what: string): never {
    throw new ConfigError(this.place === '' ? what : `${this.place} ${what}`);
  }

  /** @param keys all that may be there: others are typing errors */
  map<const Key extends string>(keys: readonly Key[]): Readonly<Record<Key, ConfigNode>> {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.refuse('must be a map of settings.');
    const stranger = Object.keys(value).find((key) => !(keys as readonly string[]).includes(key));
    if (stranger !== undefined)
      this.refuse(`has “${stranger}”, which is no setting there. There are: ${keys.join(', ')}.`);
    const entries = keys.map(
      (key) => [key, this.#child(key, (value as Readonly<Record<string, unknown>>)[key])] as const,
    );
    return Object.fromEntries(entries) as Record<Key, ConfigNode>;
  }

  /** At least one. */
  list(): readonly ConfigNode[] {
    if (!Array.isArray(this.value) || this.value.length === 0) this.refuse('must be a list with at least one entry.');
    return this.value.map((item: unknown, index) => new ConfigNode(item, `${this.place}[${index}]`));
  }

  text(): string {
    const { value } = this;
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'string' || value.trim() === '')
      this.refuse(value === undefined ? 'is missing.' : 'must be a text.');
    return value;
  }

  /** A text where YAML would read a number: `0o640` is 416 to it. */
  quoted(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('must stand in quotes.');
  }

  oneOf<const Value extends string>(values: readonly Value[]): Value {
    const text = this.text();
    return values.find((value) => value === text) ?? this.refuse(`is “${text}”. Set one of: ${values.join(', ')}.`);
  }

  truth(otherwise: boolean): boolean {
    if (this.value === undefined) return otherwise;
    return typeof this.value === 'boolean' ? this.value : this.refuse('must be true or false.');
  }

  /** @returns undefined when nothing stands there */
  optional<Value>(read: (node: this) => Value): Value | undefined {
    return this.value === undefined || this.value === null ? undefined : read(this);
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  #child(key: string, value: unknown): ConfigNode {
    return new ConfigNode(value, this.place === '' ? key : `${this.place}.${key}`);
  }
}

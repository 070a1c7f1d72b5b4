// A value of a level as people read it: channels and well-known sources by name, the rest as tagged.
import type { TFunction } from 'i18next';
import type { SourceLevel } from '../../../src/api/wire.ts';
import { channelName, sourceName } from '../../words/source.ts';

export function levelValue(level: SourceLevel, value: string, t: TFunction, language: string): string {
  if (level === 'channel') return channelName(value, t);
  return level === 'source' ? sourceName(value, language) : value;
}

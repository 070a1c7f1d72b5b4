// Which network addresses are the public internet's, and which are somebody's own (this machine's first of all).
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import os from 'node:os';

// IANA IPv4 and IPv6 special-purpose address registries, multicast and reserved space; of IPv6 only 2000::/3 is given out.
const OWN = {
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
    ...['224.0.0.0/4', '240.0.0.0/4'],
  ],
  ipv6: ['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
};

// One list for each family: a list of both takes ::/3 to cover all of IPv4.
const own = { ipv4: listOf('ipv4'), ipv6: listOf('ipv6') };

function listOf(family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const block of OWN[family]) list.addSubnet(block.split('/')[0]!, Number(block.split('/')[1]), family);
  return list;
}

/** Is this IP address one of the public internet, and not one of this machine? */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  if (own[name].check(address, name)) return false;
  return !Object.values(os.networkInterfaces()).some((list) => list?.some((one) => one.address === address));
}

/** Resolves names to public addresses, for a connection to be made to; one private among several is enough to be refused. */
export function publicOnly(onRefused: () => void = () => {}): LookupFunction {
  return (host, { all, family }, done) => {
    const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
    lookup(host, { all: true, family: wanted })
      .then((found) => {
        const [first] = found;
        const isPublic = found.every(({ address }) => isPublicAddress(address));
        if (!isPublic) onRefused();
        if (!first || !isPublic) done(new Error(`${host} is not on the public internet`), '');
        else if (all) done(null, found);
        else done(null, first.address, first.family);
      })
      .catch((error: Error) => done(error, ''));
  };
}

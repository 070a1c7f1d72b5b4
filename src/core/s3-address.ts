// Where a file lies in a store that speaks the S3 protocol: docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.

export type S3Bucket = {
  /** 'https://s3.eu-central-1.amazonaws.com', without a slash at its end */
  endpoint: string;
  bucket: string;
  /** '' or 'calls/': in front of every file's name */
  prefix: string;
  /** the bucket is in the path, not in the host's name */
  pathStyle: boolean;
};

/** Of a file; without one, of the bucket itself. */
export function s3Address({ endpoint, bucket, prefix, pathStyle }: S3Bucket, file?: string): string {
  const url = new URL(endpoint);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  // '+' in a path is a plus for some stores and a space for others; encoded it is one for all.
  const name = file === undefined ? '' : `${prefix}${file}`.split('/').map(encodeURIComponent).join('/');
  const parts = [url.pathname.replace(/\/+$/, ''), ...(pathStyle ? [bucket] : []), name];
  url.pathname = parts.join('/');
  return url.toString();
}

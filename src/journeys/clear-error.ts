import { AppError } from '../platform/errors.ts'

const FILE_FAULTS: Record<string, string> = {
  EACCES: 'may not be opened by this user: change who may',
  EPERM: 'may not be opened by this user: change who may',
  EROFS: 'is on a disk that cannot be written to: name another folder',
  EEXIST: 'is a file where a folder is needed: name another folder',
  ENOTDIR: 'is below a file, not a folder: name another folder',
  EISDIR: 'is a folder where a file is needed: name the file',
  ENOENT: 'is not there, or not any more: look at its name',
  ENAMETOOLONG: 'has too long a name: shorten it',
  EIO: 'cannot be read, the disk fails: copy it from elsewhere',
}

/** What Node and DuckDB say of files, disk and memory, in words for people; everything else as it is. */
export function asClearError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const { message, code = '', path } = error as NodeJS.ErrnoException
  const full = /No space left|Could not write|disk is full|max_temp_directory_size/i
  if (code === 'ENOSPC' || code === 'EDQUOT' || full.test(message)) {
    return new AppError('disk_full', 'The disk is full: make room and run again; the last result is as it was.', {
      cause: error,
    })
  }
  if (/Out of Memory Error/i.test(message)) {
    return new AppError(
      'unavailable',
      'The run needs more memory: give it more with --memory; the last result is as it was.',
      { cause: error },
    )
  }
  const fault = FILE_FAULTS[code]
  return fault && path ? new AppError('invalid', `${path} ${fault}.`, { cause: error }) : error
}

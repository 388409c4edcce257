#ifndef RASTRO_SPAWN_H
#define RASTRO_SPAWN_H

#include <spawn.h>

// The C library has these since version 2.34, and shows them to who asks for GNU's additions, for which Swift's own
// module of it does not ask.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
extern int pipe2(int ends[2], int flags);

#endif

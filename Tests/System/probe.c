/* Tries what the sandbox forbids, and prints `name errno` for each: 0 where it was let through. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *name, long result) {
    printf("%s %d\n", name, result < 0 ? errno : 0);
}

static int create(const char *path) {
    return open(path, O_CREAT | O_WRONLY, 0600);
}

int main(void) {
    struct timespec now = {0, 0};
    tell("unix-socket", socket(AF_UNIX, SOCK_STREAM, 0));
    tell("ipv4-socket", socket(AF_INET, SOCK_STREAM, 0));
    tell("ipv6-socket", socket(AF_INET6, SOCK_DGRAM, 0));
    tell("netlink-socket", socket(AF_NETLINK, SOCK_RAW, 0));
    tell("packet-socket", socket(AF_PACKET, SOCK_RAW, 0));
    tell("vsock-socket", socket(AF_VSOCK, SOCK_STREAM, 0));
    tell("user-namespace", unshare(CLONE_NEWUSER));
    tell("mount", mount("tmpfs", "/tmp", "tmpfs", 0, 0));
    tell("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
    tell("set-clock", clock_settime(CLOCK_REALTIME, &now));
    tell("bpf", syscall(SYS_bpf, 0, 0, 0));
    tell("set-user", setuid(0));
    tell("realtime", sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1}));
    tell("set-uid-bit", create("/tmp/file") < 0 ? -1 : chmod("/tmp/file", 04755));
    tell("write-root", create("/file"));
    tell("write-usr", create("/usr/file"));
    tell("write-models", create("/var/lib/landcover/models/file"));
    tell("write-run", create("/run/file"));
    tell("write-socket-folder", create("/run/landcover/file"));
    tell("read-passwd", open("/etc/passwd", O_RDONLY));
    tell("read-settings", open("/etc/default/landcoverd", O_RDONLY));
    tell("read-home", open("/home", O_RDONLY | O_DIRECTORY));
    tell("read-manager", open("/run/systemd/private", O_PATH));
    tell("read-disk", open("/dev/vda", O_RDONLY));
    tell("read-memory", open("/proc/meminfo", O_RDONLY));
    tell("read-init", open("/proc/1/status", O_RDONLY));
    tell("raise-priority", setpriority(PRIO_PROCESS, 0, -5));
    /* What oneDNN does, and must be able to. */
    tell("generated-code", mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
    return 0;
}

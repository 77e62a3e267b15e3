# Settings that PyTorch on a CPU wants from the environment; to be sourced.
# Threads that wait give way: on a machine that does anything else, training takes ten times longer without it.
export OMP_WAIT_POLICY=PASSIVE
# Activations of a hundred megabytes come and go with every step. Kept by the allocator rather than handed back to the
# kernel, they need not be zeroed again: system time falls to a third.
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=99999999999 MALLOC_TOP_PAD_=268435456
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1

# Environment variables for PyTorch on a CPU. Source this file before a training.
# OpenMP threads that wait release their core; otherwise training is up to ten times slower beside other programs.
export OMP_WAIT_POLICY=PASSIVE
# Each step allocates and frees activations of about 100 MB. These settings keep freed memory in the allocator, so that the
# kernel does not clear the pages again; system time falls to a third.
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=99999999999 MALLOC_TOP_PAD_=268435456
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1
